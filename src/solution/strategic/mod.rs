//! Solutions of games without side payments, one file each.
