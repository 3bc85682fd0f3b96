//! The code that `#[derive(Columns)]` generates.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Lit, LitStr, Meta, Token};

pub(crate) fn implementation(input: &DeriveInput) -> Result<TokenStream, Error> {
    let fields = named_fields(input)?;
    let columns: Vec<TokenStream> = fields
        .iter()
        .map(column)
        .collect::<Result<Vec<_>, Error>>()?
        .into_iter()
        .flatten()
        .collect();
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let genes = genes(input, fields);
    Ok(quote! {
        impl #generics ::arrayon_results::Columns for #name #arguments #bounds {
            const COLUMNS: &'static [::arrayon_results::Column<Self>] = &[#(#columns),*];
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
struct Attributes {
    header: String,
    unit: Option<String>,
    if_any: Option<String>,
}

fn column(field: &Field) -> Result<Option<TokenStream>, Error> {
    let Some(attribute) = field.attrs.iter().find(|one| one.path().is_ident("column")) else {
        return Ok(None);
    };
    let Some(name) = &field.ident else {
        return Ok(None);
    };
    let Attributes {
        header,
        unit,
        if_any,
    } = match &attribute.meta {
        Meta::Path(_) => Attributes {
            header: name.to_string(),
            unit: None,
            if_any: None,
        },
        _ => attributes(attribute)?,
    };
    let (unit, if_any) = (option(unit), option(if_any));
    let (key, description, kind) = (name.to_string(), description(field)?, &field.ty);
    Ok(Some(quote! {
        ::arrayon_results::Column {
            key: #key,
            header: #header,
            unit: #unit,
            description: #description,
            kind: <#kind as ::arrayon_results::InCell>::KIND,
            if_any: #if_any,
            cell: |row| ::arrayon_results::InCell::cell(&row.#name),
        }
    }))
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
            header: header.value(),
            unit: None,
            if_any: None,
        };
        if input.parse::<Option<Token![,]>>()?.is_some() {
            let further = syn::meta::parser;
            let mut read = |meta: ParseNestedMeta<'_>| {
                if meta.path.is_ident("unit") {
                    found.unit = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if meta.path.is_ident("if_any") {
                    found.if_any = Some(meta.value()?.parse::<LitStr>()?.value());
                } else {
                    return Err(meta.error("expected `unit = \"...\"` or `if_any = \"...\"`"));
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
