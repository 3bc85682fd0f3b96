//! How contrasts are tested: the section `[differential]` of study.toml.

mod filter;
mod order;
mod rank_products;
mod sam;

pub use filter::FilterSection;
pub use order::OrderSection;
pub use rank_products::RankProductsSection;
pub use sam::SamSection;

use crate::DecisionMethod;
use arrayon_settings::{Count, Fault, FoldChange, InputFile, Rate, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Differential expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentialSection {
    /// Let the prior variance follow average expression (limma's trend).
    pub trend: bool,
    /// Protect the prior against hypervariable features (limma's robust).
    pub robust: bool,
    /// Test whether log2 fold changes exceed this (limma's treat), not whether they differ from 0.
    pub treat: FoldChange,
    /// Weight samples by how well they fit (limma's arrayWeights).
    pub array_weights: bool,
    /// Weights of single values, a matrix like that of expression: relative precisions, 0 leaves a
    /// value out (weights of limma's lmFit).
    pub observation_weights: Option<InputFile>,
    /// Column whose values name blocks of samples, such as animals, that share a random effect
    /// (limma's duplicateCorrelation); also written '(1 | COLUMN)' in the formula of a contrast.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub block: Option<String>,
    /// False discovery rate at which features count as changed.
    pub fdr: Rate,
    /// Methods to run: limma, and rank-products and sam on comparisons of two groups. The q-values
    /// of sam call something in about half of all studies in which nothing changes.
    pub method: Vec<Method>,
    /// Numeric blocking columns that are groups, not slopes.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub factors: Vec<String>,
    /// Multiple testing across contrasts: each contrast alone, all contrasts of one design
    /// together, or first an F test over them (limma's decideTests).
    pub decide: DecisionMethod,
    /// Repeat the analysis without each array in turn.
    pub leave_one_out: bool,
    /// Test features that are declared controls, too.
    pub test_controls: bool,
    /// Columns of numbers against which expression is tested.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub phenotypes: Vec<String>,
    /// Columns for which slopes over phenotypes are adjusted.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub adjust: Vec<String>,
    /// Degrees of freedom of a natural spline of each phenotype, fitted as well; 0 for none.
    pub spline_df: Count<0, { u16::MAX as u32 }>,
    /// Ordered doses.
    pub order: Vec<OrderSection>,
    /// Features left out before testing; counted in the results.
    pub filter: FilterSection,
    /// Rank products, where method names them.
    pub rank_products: RankProductsSection,
    /// SAM, where method names it.
    pub sam: SamSection,
}

/// A method of testing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Linear models and moderated statistics, which every study runs.
    Limma,
    /// Rank products.
    RankProducts,
    /// Significance analysis of microarrays.
    Sam,
}

named_by_serde!(Method, DecisionMethod);

impl Default for DifferentialSection {
    fn default() -> Self {
        Self {
            trend: false,
            robust: false,
            treat: FoldChange::default(),
            array_weights: false,
            observation_weights: None,
            block: None,
            fdr: Rate::default(),
            method: vec![Method::Limma],
            factors: Vec::new(),
            decide: DecisionMethod::default(),
            leave_one_out: true,
            test_controls: false,
            phenotypes: Vec::new(),
            adjust: Vec::new(),
            spline_df: Count::nearest(0),
            order: Vec::new(),
            filter: FilterSection::default(),
            rank_products: RankProductsSection::default(),
            sam: SamSection::default(),
        }
    }
}

impl Section for DifferentialSection {
    const NAME: &'static str = "differential";

    fn check(&self) -> Result<(), Fault> {
        if self.decide == DecisionMethod::NestedF && self.treat.get() > 0.0 {
            let found = format!("'nestedF' together with treat = {}", self.treat);
            let hint = "the F test asks whether any change differs from 0, not whether it exceeds \
                        a fold change; leave one of the two out";
            let expected = "'separate' or 'global' with treat";
            return Err(Fault::new("decide", found, expected)
                .with("treat")
                .hint(hint));
        }
        self.check_methods()?;
        self.check_phenotypes()?;
        self.filter
            .settings()
            .map_err(|fault| fault.under("filter"))?;
        let further = [
            (
                Method::RankProducts,
                "rank_products",
                self.rank_products.settings(self.fdr).map(|_| ()),
                self.rank_products != RankProductsSection::default(),
            ),
            (
                Method::Sam,
                "sam",
                self.sam.settings(self.fdr).map(|_| ()),
                self.sam != SamSection::default(),
            ),
        ];
        for (method, section, checked, is_set) in further {
            checked.map_err(|fault| fault.under(section))?;
            if is_set && !self.method.contains(&method) {
                let found = format!("settings of '{method}' without '{method}' among the methods");
                let expected = format!("'{method}' in method, or none of its settings");
                let hint = "methods run where they are named, as in limma,rank-products,sam";
                return Err(Fault::new("method", found, expected)
                    .with(section)
                    .hint(hint));
            }
        }
        Ok(())
    }
}

impl DifferentialSection {
    fn check_phenotypes(&self) -> Result<(), Fault> {
        let set = match (self.spline_df.get(), self.adjust.len()) {
            (0, 0) => None,
            (0, _) => Some("adjust"),
            _ => Some("spline_df"),
        };
        if let (Some(key), true) = (set, self.phenotypes.is_empty()) {
            let found = format!("{key} without phenotypes");
            let hint = "contrasts are adjusted by their blocking column";
            return Err(Fault::new(key, found, "columns in phenotypes").hint(hint));
        }
        if let [phenotype] = &self.phenotypes[..]
            && self.adjust.contains(phenotype)
        {
            let found = format!("the only phenotype, '{phenotype}', is adjusted for itself");
            let hint =
                "leave it out of adjust; of several phenotypes, each is adjusted for the others";
            return Err(Fault::new("adjust", found, "other columns").hint(hint));
        }
        Ok(())
    }

    fn check_methods(&self) -> Result<(), Fault> {
        let twice = (1..self.method.len()).find(|&at| self.method[..at].contains(&self.method[at]));
        if let Some(at) = twice {
            let found = format!("'{}' twice", self.method[at]);
            return Err(Fault::new("method", found, "each method once"));
        }
        if !self.method.contains(&Method::Limma) {
            let named: Vec<String> = self.method.iter().map(ToString::to_string).collect();
            let found = format!("'{}' without 'limma'", named.join("', '"));
            let hint = "decisions, intersections and gene sets rest on limma's tables; name the \
                        other methods as well, as in limma,rank-products";
            return Err(Fault::new("method", found, "'limma' among the methods").hint(hint));
        }
        Ok(())
    }
}
