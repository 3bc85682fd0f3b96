//! The code that `#[derive(Columns)]` generates.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Lit, LitStr, Meta, Token};

pub(crate) fn implementation(input: &DeriveInput) -> Result<TokenStream, Error> {
    let fields = named_fields(input)?;
    let mut declared: Vec<Declared> = Vec::new();
    for field in fields {
        for one in columns_of(field)? {
            let at = match &one.after {
                None => declared.len(),
                Some(key) => {
                    let before = declared.iter().position(|other| other.key == *key);
                    let unknown = || Error::new_spanned(field, "`after` names no column above");
                    before.ok_or_else(unknown)? + 1
                }
            };
            declared.insert(at, one);
        }
    }
    let before_data = declared.iter().position(|one| one.column.is_none());
    let before_data = before_data.unwrap_or(declared.len());
    let columns = declared.iter().filter_map(|one| one.column.as_ref());
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let genes = genes(input, fields);
    Ok(quote! {
        impl #generics ::arrayon_results::Columns for #name #arguments #bounds {
            const COLUMNS: &'static [::arrayon_results::Column<Self>] = &[#(#columns),*];
            const BEFORE_DATA: usize = #before_data;
        }
        #genes
    })
}

fn named_fields(input: &DeriveInput) -> Result<&Punctuated<Field, Token![,]>, Error> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(&fields.named),
            _ => Err(Error::new_spanned(input, "columns need named fields")),
        },
        _ => Err(Error::new_spanned(
            input,
            "columns are the fields of a struct",
        )),
    }
}

/// What `#[column(...)]` says.
#[derive(Default)]
struct Attributes {
    header: Option<String>,
    unit: Option<String>,
    if_any: Option<String>,
    part: Option<String>,
    after: Option<String>,
}

/// A column, or the place of those that depend on the data.
struct Declared {
    key: String,
    /// The key of the column behind which it stands, where that is not the last.
    after: Option<String>,
    column: Option<TokenStream>,
}

/// The columns of a field, in the order of its attributes.
fn columns_of(field: &Field) -> Result<Vec<Declared>, Error> {
    let mut columns = Vec::new();
    for attribute in &field.attrs {
        if attribute.path().is_ident("column") {
            columns.push(column(field, attribute)?);
        } else if attribute.path().is_ident("parts") {
            let names = Punctuated::<LitStr, Token![,]>::parse_terminated;
            for part in attribute.parse_args_with(names)? {
                columns.push(part_column(field, &part.value(), None)?);
            }
        } else if attribute.path().is_ident("data_columns") {
            columns.push(Declared {
                key: key_of(field),
                after: None,
                column: None,
            });
        }
    }
    Ok(columns)
}

fn column(field: &Field, attribute: &Attribute) -> Result<Declared, Error> {
    let found = match &attribute.meta {
        Meta::Path(_) => Attributes::default(),
        _ => attributes(attribute)?,
    };
    if let Some(part) = &found.part {
        let column = part_column(field, part, found.header.as_deref())?;
        return Ok(Declared {
            after: found.after,
            ..column
        });
    }
    let name = &field.ident;
    let key = key_of(field);
    let header = found.header.as_ref().unwrap_or(&key);
    let (unit, if_any) = (option(found.unit), option(found.if_any));
    let (description, kind) = (description(field)?, &field.ty);
    let column = quote! {
        ::arrayon_results::Column {
            key: #key,
            header: #header,
            unit: #unit,
            description: #description,
            kind: <#kind as ::arrayon_results::InCell>::KIND,
            if_any: #if_any,
            cell: |row| ::arrayon_results::InCell::cell(&row.#name),
        }
    };
    Ok(Declared {
        key,
        after: found.after,
        column: Some(column),
    })
}

/// A column of the row that a field is. One that has a header of its own here is described by the
/// field, else it is as it is declared there.
fn part_column(field: &Field, part: &str, header: Option<&str>) -> Result<Declared, Error> {
    let (name, kind) = (&field.ident, &field.ty);
    let key = match is_flattened(field) {
        true => part.to_owned(),
        false => format!("{}.{part}", key_of(field)),
    };
    let declared = quote! {
        ::arrayon_results::columns::column_of::<
            <#kind as ::arrayon_results::columns::Part>::Row,
        >(#part)
    };
    let (header, description) = match header {
        Some(header) => {
            let description = description(field)?;
            (quote!(#header), quote!(#description))
        }
        None => (quote!(#declared.header), quote!(#declared.description)),
    };
    let column = quote! {
        ::arrayon_results::Column {
            key: #key,
            header: #header,
            unit: #declared.unit,
            description: #description,
            kind: #declared.kind,
            if_any: #declared.if_any,
            cell: |row| match ::arrayon_results::columns::Part::row(&row.#name) {
                ::core::option::Option::Some(part) => (const { #declared.cell })(part),
                ::core::option::Option::None => ::arrayon_results::Cell::Missing,
            },
        }
    };
    Ok(Declared {
        key,
        after: None,
        column: Some(column),
    })
}

fn key_of(field: &Field) -> String {
    field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Whether the keys of a field stand among those of the struct.
fn is_flattened(field: &Field) -> bool {
    let mut of_serde = field
        .attrs
        .iter()
        .filter(|one| one.path().is_ident("serde"));
    of_serde.any(|attribute| {
        let paths = Punctuated::<Meta, Token![,]>::parse_terminated;
        let found = attribute.parse_args_with(paths);
        found.is_ok_and(|all| all.iter().any(|one| one.path().is_ident("flatten")))
    })
}

fn option(text: Option<String>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

fn attributes(attribute: &Attribute) -> Result<Attributes, Error> {
    attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let header: LitStr = input.parse()?;
        let mut found = Attributes {
            header: Some(header.value()),
            ..Attributes::default()
        };
        if input.parse::<Option<Token![,]>>()?.is_some() {
            let further = syn::meta::parser;
            let mut read = |meta: ParseNestedMeta<'_>| {
                if meta.path.is_ident("unit") {
                    found.unit = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if meta.path.is_ident("if_any") {
                    found.if_any = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if meta.path.is_ident("part") {
                    found.part = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if meta.path.is_ident("after") {
                    found.after = Some(meta.value()?.parse::<LitStr>()?.value());
                } else {
                    return Err(meta
                        .error("expected `unit`, `if_any`, `part` or `after`, each `= \"...\"`"));
                }
                Ok(())
            };
            let rest: TokenStream = input.parse()?;
            syn::parse::Parser::parse2(further(&mut read), rest)?;
        }
        Ok(found)
    })
}

/// The doc comment, its lines joined.
fn description(field: &Field) -> Result<String, Error> {
    let lines = field.attrs.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        match &pair.value {
            Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        }
    });
    let text = lines.collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(Error::new_spanned(
            field,
            "a column is described by the doc comment of its field",
        ));
    }
    Ok(text)
}

fn genes(input: &DeriveInput, fields: &Punctuated<Field, Token![,]>) -> TokenStream {
    let has = |name: &str| {
        let names = fields.iter().filter_map(|field| field.ident.as_ref());
        names.into_iter().any(|found| found == name)
    };
    if !(has("feature_id") && has("gene_symbols") && has("entrez_ids")) {
        return TokenStream::new();
    }
    let description = has("gene_description").then(|| {
        quote! {
            fn set_gene_description(&mut self, words: ::arrayon_results::SharedText) {
                self.gene_description = words;
            }
        }
    });
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        impl #generics ::arrayon_results::MeasuresGenes for #name #arguments #bounds {
            fn feature_id(&self) -> &str {
                &self.feature_id
            }

            fn set_genes(
                &mut self,
                symbols: ::std::vec::Vec<::std::string::String>,
                entrez_ids: ::std::vec::Vec<::std::string::String>,
            ) {
                self.gene_symbols = symbols;
                self.entrez_ids = entrez_ids;
            }

            #description
        }
    }
}
