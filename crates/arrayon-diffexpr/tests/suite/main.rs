//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod common;
mod ends;
mod generator;
mod golden_array_weights;
mod golden_deficient;
mod golden_designs;
mod golden_dose;
mod golden_effects;
mod golden_formulas;
mod golden_limma;
mod golden_models;
mod golden_phenotype;
mod golden_sam;
mod golden_sets;
mod golden_surrogates;
mod golden_unequal_df;
mod golden_uneven;
mod properties;
mod rank_products;
mod trend_cases;
mod trend_models;
mod trend_properties;
