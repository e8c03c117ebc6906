//! Command line of pactum.
fn main() {}
