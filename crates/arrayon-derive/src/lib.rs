//! `#[derive(Columns)]`: a struct of results is the one declaration of its table.
//!
//! The doc comment of a field describes its column, the field's name is its JSON key, and
//! `#[column("logFC", unit = "log2")]` gives its header and unit; the header of a bare `#[column]` is
//! the key. Columns of one `if_any = "GROUP"`
//! are left out of a table in which no row has a value in any of them. A field without the attribute stands in JSON alone.
//!
//! A field may be a row itself, or an optional one. `#[parts("p_value", "adj_p_value")]` names columns of it, which
//! are as that row declares them; `#[column("n_both", part = "n_features")]` takes one of them under
//! another header and describes it by the doc comment of the field. A field with `#[data_columns]` is where
//! the columns stand whose number depends on the data (`arrayon_results::table::Table::of_with`).
//! Columns stand in the order of the fields, but for one that is `after = "key"` of a field above.
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
#[proc_macro_derive(Columns, attributes(column, parts, data_columns))]
pub fn derive_columns(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    columns::implementation(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
