//! The files of one contrast.

use super::MethodResults;
use super::detail::Detail;
use crate::error::Error;
use crate::output::NamedFile;
use arrayon_diffexpr::Differential;
use arrayon_results::columns::write_rows;
use arrayon_results::{Document, DocumentKind};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::io::{self, Write};

/// `differential/<contrast>.tsv` and `.json`, and `<contrast>.<method>.tsv` and `.json` of further
/// methods; tables are compressed as the detail says.
///
/// # Errors
/// A table that cannot be compressed.
pub(super) fn files(
    contrast: &mut Differential,
    methods: &MethodResults,
    detail: Detail,
) -> Result<Vec<NamedFile>, Error> {
    let mut files = ContrastFiles {
        stem: format!("differential/{}", contrast.contrast),
        detail,
        files: Vec::new(),
    };
    files.table("", |out| write_rows(&contrast.features, out))?;
    // the JSON is of the same contrast with fewer features
    let listed = contrast.features.len().min(detail.n_features());
    let rest = contrast.features.split_off(listed);
    files.document("", contrast);
    contrast.features.extend(rest);
    if let Some(found) = &methods.rank_products {
        files.both(".rank-products", found, |out| {
            write_rows(&found.features, out)
        })?;
    }
    if let Some(found) = &methods.sam {
        files.both(".sam", found, |out| write_rows(&found.features, out))?;
    }
    if let Some(found) = &methods.consensus {
        files.both(".consensus", found, |out| found.table().write(out))?;
    }
    Ok(files.files)
}

struct ContrastFiles {
    stem: String,
    detail: Detail,
    files: Vec<NamedFile>,
}

impl ContrastFiles {
    fn both<T: DocumentKind + Serialize>(
        &mut self,
        suffix: &str,
        content: &T,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        self.table(suffix, write)?;
        self.document(suffix, content);
        Ok(())
    }

    fn document<T: DocumentKind + Serialize>(&mut self, suffix: &str, content: &T) {
        let name = format!("{}{suffix}.json", self.stem);
        self.files
            .push((name, Document::new(content).to_json().into_bytes()));
    }

    fn table(
        &mut self,
        suffix: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let (name, bytes) = if self.detail.compresses() {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            let bytes = write(&mut encoder).and_then(|()| encoder.finish());
            (format!("{}{suffix}.tsv.gz", self.stem), bytes)
        } else {
            let mut bytes = Vec::new();
            let bytes = write(&mut bytes).map(|()| bytes);
            (format!("{}{suffix}.tsv", self.stem), bytes)
        };
        let bytes = bytes.map_err(|error| Error::data(&name, error, ""))?;
        self.files.push((name, bytes));
        Ok(())
    }
}
