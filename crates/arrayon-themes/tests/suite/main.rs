//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod given_others;
mod golden_themes;
mod random_lists;
mod sentences;
mod theme_verdicts;
