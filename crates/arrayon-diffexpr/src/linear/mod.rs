//! Linear models: designs, fits, contrasts, moderated tests, and what follows from them.

pub(crate) mod analysis;
pub(crate) mod blocks;
pub(crate) mod contrast;
pub(crate) mod decide;
pub(crate) mod design;
pub(crate) mod differential;
pub(crate) mod fit;
pub(crate) mod gaps;
pub(crate) mod group_means;
pub(crate) mod leave_one_out;
pub(crate) mod moderation;
pub(crate) mod noise_weights;
pub(crate) mod notes;
pub(crate) mod planned_power;
pub(crate) mod power;
pub(crate) mod prepared;
pub(crate) mod samples;
pub(crate) mod selected;
pub(crate) mod settings;
pub(crate) mod shrinkage;
pub(crate) mod stage_wise;
pub(crate) mod strata;
pub(crate) mod study;
pub(crate) mod surrogates;
pub(crate) mod table;
pub(crate) mod weights;
