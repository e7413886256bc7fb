"""The command line: one file a command, imported when it is called. Clock, environment and terminal end here."""
