//! Solutions of games with side payments, one file each.
