//! The arrayon command line.
fn main() {}
