"""What a release is checked on before its weights go public."""
