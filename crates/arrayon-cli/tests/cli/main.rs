//! The command line as scripts meet it: bad input, exit codes, the files that are written.
//! Each test runs the real program in a folder of its own.

mod bad_arrays;
mod bad_chips;
mod bad_descriptions;
mod bad_gene_sets;
mod bad_matrices;
mod bad_outputs;
mod bad_sheets;
mod check;
mod cluster_study;
mod clustered_genes;
mod clusters;
mod clusters_refused;
mod constants;
mod contract;
mod convert;
mod determinism;
mod differential;
mod exit_codes;
mod gene_clusters;
mod gene_set_sources;
mod gene_set_study;
mod gene_set_terms;
mod gene_set_tests;
mod help;
mod inspect;
mod json_files;
mod matrix_study;
mod methods;
mod ontology_files;
mod program;
mod simulated_study;
mod stage_reports;
mod theme_panels;
mod trends;
