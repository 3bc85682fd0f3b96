//! `[differential]`: how contrasts are tested.

mod filter;
mod order;
mod rank_products;
mod sam;

pub use filter::{ANNOTATION_FILTERS, FilterSection, VARIANCE_MEASURES};
pub use order::OrderSection;
pub use rank_products::{RANK_NULLS, RANK_STATISTICS, RankProductsSection};
pub use sam::SamSection;

use crate::differential::{LIMMA, RANK_PRODUCTS, SAM};
use crate::error::Error;
use arrayon_diffexpr::DecisionMethod;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[differential]`: how contrasts are tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentialSection {
    /// Whether the prior variance follows average expression (limma's `trend`).
    pub trend: bool,
    /// Whether the prior is protected against hypervariable features (limma's `robust`).
    pub robust: bool,
    /// log2 fold change that features are tested to exceed (limma's `treat`); 0 for none.
    pub treat: f64,
    /// Whether samples are weighted by how well they fit (limma's `arrayWeights`).
    pub array_weights: bool,
    /// A matrix of weights of single values, not negative; a value of weight 0 is left out
    /// (`weights` of limma's `lmFit`).
    pub observation_weights: Option<PathBuf>,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Whether features that the library declares controls are tested too.
    pub test_controls: bool,
    /// Numeric blocking columns that are groups, not slopes.
    pub factors: Vec<String>,
    /// Methods: `limma`, and `rank-products` and `sam` beside it.
    pub method: Vec<String>,
    /// Column whose values name blocks of samples that share a random effect (limma's
    /// `duplicateCorrelation`).
    pub block: Option<String>,
    /// How decisions across contrasts of one design are made (limma's `decideTests`): `separate`,
    /// `global` or `nestedF`.
    pub decide: String,
    /// Whether the analysis is repeated without each array in turn.
    pub leave_one_out: bool,
    /// Columns of numbers against which expression is tested.
    pub phenotypes: Vec<String>,
    /// Columns for which slopes over phenotypes are adjusted.
    pub adjust: Vec<String>,
    /// Degrees of freedom of a natural spline of each phenotype, beside the slope; 0 for none.
    pub spline_df: usize,
    /// Groups in the order of a dose.
    pub order: Vec<OrderSection>,
    /// Features left out before testing.
    pub filter: FilterSection,
    /// How rank products are computed.
    pub rank_products: RankProductsSection,
    /// How SAM is done.
    pub sam: SamSection,
}

/// What `method` may hold.
pub const METHODS: [&str; 3] = [LIMMA, RANK_PRODUCTS, SAM];

/// What `decide` may be.
pub const DECISION_METHODS: [&str; 3] = ["separate", "global", "nestedF"];

impl Default for DifferentialSection {
    fn default() -> Self {
        Self {
            trend: false,
            robust: false,
            treat: 0.0,
            array_weights: false,
            observation_weights: None,
            fdr: 0.05,
            test_controls: false,
            factors: Vec::new(),
            method: vec![LIMMA.to_owned()],
            block: None,
            decide: DECISION_METHODS[0].to_owned(),
            leave_one_out: true,
            phenotypes: Vec::new(),
            adjust: Vec::new(),
            spline_df: 0,
            order: Vec::new(),
            filter: FilterSection::default(),
            rank_products: RankProductsSection::default(),
            sam: SamSection::default(),
        }
    }
}

/// A setting of the section that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SectionFault {
    /// The key within the section.
    pub(crate) key: &'static str,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) hint: &'static str,
}

impl SectionFault {
    /// The fault of a stage that has no study.toml.
    pub(crate) fn into_error(self) -> Error {
        Error::Flag {
            flag: self.flag(),
            message: format!("{}; expected {}", self.found, self.expected),
            hint: self.hint.to_owned(),
        }
    }

    /// The flag of the key: `sam.s0` is set by `--sam-s0`; some set the same of two methods.
    fn flag(&self) -> String {
        let name = match self.key {
            "rank_products.statistic" => "rank-statistic",
            "rank_products.null" => "rank-null",
            "rank_products.permutations" | "sam.permutations" => "permutations",
            "rank_products.seed" | "sam.seed" => "seed",
            "rank_products.pairs" | "sam.pairs" => "pairs",
            "phenotypes" => "phenotype",
            other => other,
        };
        format!("--{}", name.replace(['.', '_'], "-"))
    }
}

impl DifferentialSection {
    /// Checks the settings against each other.
    ///
    /// # Errors
    /// The first that cannot be.
    pub(crate) fn check(&self) -> Result<(), SectionFault> {
        let fault = |key, found: String, expected: &str, hint| {
            Err(SectionFault {
                key,
                found,
                expected: expected.to_owned(),
                hint,
            })
        };
        if !(self.fdr > 0.0 && self.fdr < 1.0) {
            return fault("fdr", self.fdr.to_string(), "a number between 0 and 1", "");
        }
        if !(self.treat >= 0.0 && self.treat.is_finite()) {
            let expected = "a log2 fold change of 0 or more";
            return fault("treat", self.treat.to_string(), expected, "");
        }
        if !DECISION_METHODS.contains(&self.decide.as_str()) {
            let expected = format!("one of '{}'", DECISION_METHODS.join("', '"));
            return fault("decide", format!("'{}'", self.decide), &expected, "");
        }
        if self.decide == "nestedF" && self.treat > 0.0 {
            let found = format!("'nestedF' together with treat = {}", self.treat);
            let hint = "the F test asks whether any change differs from 0, not whether it exceeds \
                        a fold change; leave one of the two out";
            return fault("decide", found, "'separate' or 'global' with treat", hint);
        }
        self.check_methods()?;
        if self.phenotypes.is_empty() && (self.spline_df > 0 || !self.adjust.is_empty()) {
            let key = if self.spline_df > 0 {
                "spline_df"
            } else {
                "adjust"
            };
            let found = format!("{key} without phenotypes");
            let hint = "contrasts are adjusted by their blocking column";
            return fault(key, found, "columns in phenotypes", hint);
        }
        if let [phenotype] = &self.phenotypes[..]
            && self.adjust.contains(phenotype)
        {
            let found = format!("the only phenotype, '{phenotype}', is adjusted for itself");
            let hint =
                "leave it out of adjust; of several phenotypes, each is adjusted for the others";
            return fault("adjust", found, "other columns", hint);
        }
        self.check_further_methods()?;
        self.filter.settings().map(|_| ())
    }

    /// Settings of rank products and SAM, which must be among the methods then.
    fn check_further_methods(&self) -> Result<(), SectionFault> {
        self.rank_products.settings(self.fdr)?;
        self.sam.settings(self.fdr)?;
        let is_set = [
            (
                RANK_PRODUCTS,
                self.rank_products != RankProductsSection::default(),
            ),
            (SAM, self.sam != SamSection::default()),
        ];
        for (method, is_set) in is_set {
            if is_set && !self.method.iter().any(|one| one == method) {
                return Err(SectionFault {
                    key: "method",
                    found: format!("settings of '{method}' without '{method}' among the methods"),
                    expected: format!("'{method}' in method, or none of its settings"),
                    hint: "methods beside limma run where they are named, as in \
                           limma,rank-products,sam",
                });
            }
        }
        Ok(())
    }

    fn check_methods(&self) -> Result<(), SectionFault> {
        let fault = |found: String, expected: String, hint| {
            Err(SectionFault {
                key: "method",
                found,
                expected,
                hint,
            })
        };
        for (at, method) in self.method.iter().enumerate() {
            if !METHODS.contains(&method.as_str()) {
                let expected = format!("one of '{}'", METHODS.join("', '"));
                return fault(format!("'{method}'"), expected, "");
            }
            if self.method[..at].contains(method) {
                let found = format!("'{method}' twice");
                return fault(found, "each method once".to_owned(), "");
            }
        }
        if !self.method.iter().any(|method| method == LIMMA) {
            let hint = "decisions, intersections and gene sets rest on limma's tables; name the \
                        other methods beside it, as in limma,rank-products";
            let found = format!("'{}' without 'limma'", self.method.join("', '"));
            return fault(found, "'limma' among the methods".to_owned(), hint);
        }
        Ok(())
    }

    /// How the number of tests is taken into account across contrasts.
    pub(crate) fn decision_method(&self) -> DecisionMethod {
        match self.decide.as_str() {
            "global" => DecisionMethod::Global,
            "nestedF" => DecisionMethod::NestedF,
            _ => DecisionMethod::Separate,
        }
    }
}
