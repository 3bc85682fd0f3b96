//! `#[derive(Columns)]`: a struct of results is the one declaration of its table.
//!
//! The doc comment of a field describes its column, the field's name is its JSON key, and
//! `#[column("logFC", unit = "log2")]` gives its header and unit; the header of a bare `#[column]` is
//! the key. Columns of one `if_any = "GROUP"`
//! are left out of a table in which no row has a value in any of them. A field without the attribute stands in JSON alone.
//! A struct with `gene_symbols` and `entrez_ids` is also one whose genes can be set
//! (`arrayon_results::MeasuresGenes`), with their names in words where it has a `gene_description`.
//!
//! The traits that the generated code implements are in `arrayon-results`, which exports this
//! macro with them.
//!
//! # What is not tested
//! The macro is tested where its traits are, in `arrayon-results`.

mod columns;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `arrayon_results::Columns` for a struct of named fields.
///
/// # Errors
/// At compile time: no struct of named fields, or an attribute that is not understood.
#[proc_macro_derive(Columns, attributes(column))]
pub fn derive_columns(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    columns::implementation(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
