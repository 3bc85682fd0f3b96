//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod common;
mod golden_camera;
mod golden_ease;
mod golden_preranked;
mod golden_roast;
mod golden_simulated_study;
mod golden_single_sample;
mod golden_terms;
mod group_test_on_scores;
mod null_rates;
mod properties;
mod properties_of_sets;
mod terms_of_annotation;
