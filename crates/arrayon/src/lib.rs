//! The pipeline: a study's configuration, its plan and its run.
