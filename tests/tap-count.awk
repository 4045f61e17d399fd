# SPDX-License-Identifier: MIT
# Counts TAP lines of any number of producers: prints "passed failed skipped".
# A plan with no tests ("1..0 # SKIP why") is one skipped test. Indented lines are
# subtests (meson's log indents nothing, a producer's own subtests do).
/^ok / || /^ok$/		{ if (tolower($0) ~ /# *skip/) skipped++; else passed++ }
/^not ok/			{ if (tolower($0) ~ /# *todo/) skipped++; else failed++ }
/^1\.\.0/			{ skipped++ }
/^Bail out!/			{ failed++ }
END				{ print passed + 0, failed + 0, skipped + 0 }
