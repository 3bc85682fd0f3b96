//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod frozen;
mod other_methods;
mod properties;
mod real_arrays;
mod small_arrays;
