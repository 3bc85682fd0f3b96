//! Files of GEO: what they say of a series and its samples.
//!
//! | module | reads |
//! |---|---|
//! | `series` | a series matrix: a line for each fact, a cell for each sample |
//! | `soft` | a family SOFT file: a block for each sample, with its own table |
//! | `characteristics` | `key: value`, by key and never by position |

mod characteristics;
pub(crate) mod series;
pub(crate) mod soft;

use crate::columns::Samples;
use arrayon_formats::sample_sheet::stem;
use std::collections::BTreeMap;

/// A series, as far as a file tells of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Series {
    pub(crate) accession: String,
    pub(crate) title: String,
    pub(crate) samples: Vec<GeoSample>,
    /// What a reader should know of the file.
    pub(crate) notes: Vec<String>,
}

/// A sample of a series.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct GeoSample {
    pub(crate) accession: String,
    pub(crate) title: String,
    pub(crate) platform: String,
    pub(crate) source: String,
    pub(crate) organism: String,
    /// As they stand, one text for each.
    pub(crate) characteristics: Vec<String>,
    /// Addresses of files.
    pub(crate) files: Vec<String>,
}

impl GeoSample {
    /// Takes a fact of a sample, by its key without mark.
    fn take(&mut self, key: &str, value: &str) {
        let value = value.trim();
        let is_nothing = value.is_empty() || value.eq_ignore_ascii_case("none");
        match key {
            "Sample_geo_accession" => value.clone_into(&mut self.accession),
            "Sample_title" => value.clone_into(&mut self.title),
            "Sample_platform_id" => value.clone_into(&mut self.platform),
            "Sample_source_name_ch1" => value.clone_into(&mut self.source),
            "Sample_organism_ch1" if self.organism.is_empty() => {
                value.clone_into(&mut self.organism)
            }
            _ if is_nothing => {}
            _ if key.starts_with("Sample_characteristics_ch1") => {
                self.characteristics.push(value.to_owned());
            }
            _ if key.starts_with("Sample_supplementary_file") => self.files.push(value.to_owned()),
            _ => {}
        }
    }

    /// The name of its CEL file, where it has one.
    pub(crate) fn cel_file(&self) -> Option<&str> {
        let names = self
            .files
            .iter()
            .map(|file| file.rsplit('/').next().unwrap_or(file));
        names
            .into_iter()
            .find(|name| stem(name) != name.trim_end_matches(".gz") && is_cel(name))
    }
}

fn is_cel(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.trim_end_matches(".gz").ends_with(".cel")
}

impl Series {
    /// The platforms of its samples, with how many samples each has, in the order of the samples.
    pub(crate) fn platforms(&self) -> Vec<(&str, usize)> {
        let mut platforms: Vec<(&str, usize)> = Vec::new();
        for sample in &self.samples {
            match platforms
                .iter_mut()
                .find(|(name, _)| *name == sample.platform)
            {
                Some((_, n)) => *n += 1,
                None => platforms.push((&sample.platform, 1)),
            }
        }
        platforms
    }

    /// The organism that most samples are of.
    pub(crate) fn organism(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for sample in &self.samples {
            *counts.entry(&sample.organism).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(_, n)| *n);
        most.map(|(name, _)| name.to_owned()).unwrap_or_default()
    }

    /// Its samples with what is known of them: by their accessions, or, where there are none, by
    /// their titles.
    pub(crate) fn samples(&self) -> Samples {
        let name = |sample: &GeoSample| match sample.accession.is_empty() {
            true => sample.title.clone(),
            false => sample.accession.clone(),
        };
        let mut found = Samples {
            names: self.samples.iter().map(name).collect(),
            ..Samples::default()
        };
        let files: Vec<Option<&str>> = self.samples.iter().map(GeoSample::cel_file).collect();
        if !files.is_empty() && files.iter().all(Option::is_some) {
            let files = files.into_iter().flatten().map(str::to_owned);
            found.files = Some(files.collect());
        }
        let of = |take: fn(&GeoSample) -> &String| {
            self.samples.iter().map(|one| take(one).clone()).collect()
        };
        found.add("title", of(|sample| &sample.title));
        let each = self
            .samples
            .iter()
            .map(|sample| sample.characteristics.as_slice());
        for (key, values) in characteristics::columns(each) {
            found.add(&key, values);
        }
        found.add("source name", of(|sample| &sample.source));
        found.columns.retain(|column| {
            column.name == "title" || column.levels().len() > 1 || !column.is_complete()
        });
        found
    }

    /// Only the samples of a platform.
    pub(crate) fn of_platform(mut self, platform: &str) -> Self {
        self.samples
            .retain(|sample| sample.platform.eq_ignore_ascii_case(platform));
        self
    }
}
