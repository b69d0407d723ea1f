"""Open Badges 2.0: what the 3.0 badges say, for systems that read nothing newer.

A hosted badge is as good as the address that it names: it has no signature. Ours are all hosted;
those of others may be signed, which `signed` verifies. `documents` writes
what stands at the addresses, `verify` compares a copy with it, `reading` tells a 2.0 badge from
other things, `svg` bakes one into a drawing.
"""
