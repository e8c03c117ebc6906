//! Evidence that code which has not seen a solver re-checks, one file for each kind.
