"""
The frozen value types of an audit, one file for each stage's result.

`verdict` the four verdicts and their order · `snapshot` what a source gives · `evidence` what was read ·
`detection` what a text is · `conclusion` what the license is after weighing · `report` what every format renders.
"""
