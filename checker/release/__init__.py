"""
What a release rests on, before its weights go public.

`passages`, `topics`, `figures`, `card` what a card says by subject · `documents` the documents beside it · `manifest`
the digest of the weights · `stated`, `signatures` digests and signatures that others made · `attestations`, `judging`,
`template` what people state · `loading` what loading needs · `whole` files that count whole or not at all ·
`components` the Model Openness Framework · `collector` all of it for one repository.
"""

from checker.release.collector import collect_release

__all__ = ["collect_release"]
