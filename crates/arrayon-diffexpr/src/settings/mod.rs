//! How contrasts are tested: the section `[differential]` of study.toml.

mod doses;
mod filter;
mod rank_products;
mod sam;
mod surrogates;

pub use doses::DosesSection;
pub use filter::FilterSection;
pub use rank_products::RankProductsSection;
pub use sam::SamSection;
pub use surrogates::SurrogatesSection;

use crate::{
    ArrayWeightSettings, ColumnRoles, DecisionMethod, ModerationSettings, PriorEstimate, Settings,
};
use arrayon_settings::{Count, Fault, FoldChange, InputFile, Rate, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Differential expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentialSection {
    /// Let the prior variance follow average expression (limma's trend).
    #[schemars(extend("x-of-tables" = true))]
    pub trend: bool,
    /// Protect the prior against hypervariable features (limma's robust).
    #[schemars(extend("x-of-tables" = true))]
    pub robust: bool,
    /// Test whether log2 fold changes exceed this (limma's treat), not whether they differ from 0.
    #[schemars(extend("x-of-tables" = true))]
    pub treat: FoldChange,
    /// How the prior of the variances is estimated where missing values or weights of 0 give
    /// features different residual degrees of freedom; elsewhere both are the same.
    #[schemars(extend("x-of-tables" = true))]
    pub moderation: PriorEstimate,
    /// Weight samples by how well they fit (limma's arrayWeights).
    #[schemars(extend("x-of-tables" = true))]
    pub array_weights: bool,
    /// Weights of single values, a matrix like that of expression: relative precisions, 0 leaves a
    /// value out (weights of limma's lmFit).
    pub observation_weights: Option<InputFile>,
    /// Column whose values name blocks of samples, such as animals, that share a random effect
    /// (limma's duplicateCorrelation); also written '(1 | COLUMN)' in the formula of a contrast.
    #[schemars(extend("x-name" = "COLUMN", "x-of-tables" = true))]
    pub block: Option<String>,
    /// False discovery rate at which features count as changed.
    #[schemars(extend("x-of-tables" = true))]
    pub fdr: Rate,
    /// Methods to run: limma, and for comparisons of two groups rank-products and sam. The q-values
    /// of sam report changes in about half of all studies in which nothing changes.
    #[serde(alias = "method")]
    #[schemars(extend("x-former" = "method"))]
    pub methods: Vec<Method>,
    /// Blocking columns of numbers that name groups, so that they are not fitted as slopes.
    #[schemars(extend("x-name" = "COLUMN", "x-of-tables" = true))]
    pub factors: Vec<String>,
    /// Multiple testing across contrasts: each contrast alone, all contrasts of one design
    /// together, or first an F test over them (limma's decideTests; stageWise is stageR's procedure,
    /// which bounds the share of features with any false decision).
    pub decide: DecisionMethod,
    /// Adjust p-values also with weights by this many strata of average expression, which pays where
    /// changes are rarer at some levels (grouped Benjamini-Hochberg); the features called remain
    /// those of the plain adjustment.
    pub expression_strata: Option<Count<2, 100>>,
    /// Give called features confidence intervals adjusted for their selection: of these, at most
    /// the false discovery rate miss their fold change (false coverage-statement rate).
    pub selected_intervals: bool,
    /// Shrink log2 fold changes towards 0 by what all features say of how large changes are, with
    /// local false sign rates (adaptive shrinkage, ashr).
    pub shrinkage: bool,
    /// Repeat the analysis without each array in turn.
    pub leave_one_out: bool,
    /// Test features that are declared controls, too.
    pub test_controls: bool,
    /// Columns of numbers over which slopes of expression are tested.
    #[schemars(extend("x-name" = "COLUMN"))]
    pub phenotypes: Vec<String>,
    /// Columns for which slopes over phenotypes are adjusted.
    #[serde(alias = "adjust")]
    #[schemars(extend("x-name" = "COLUMN", "x-former" = "adjust"))]
    pub adjust_for: Vec<String>,
    /// Degrees of freedom of a natural spline of each phenotype, fitted as well; 0 for none.
    pub spline_df: Count<0, { u16::MAX as u32 }>,
    /// Ordered doses.
    #[serde(alias = "order")]
    #[schemars(extend("x-former" = "order"))]
    pub doses: Vec<DosesSection>,
    /// Features left out before testing; counted in the results.
    pub filter: FilterSection,
    /// Surrogate variables in the models of contrasts.
    #[schemars(extend("x-of-tables" = true))]
    pub surrogates: SurrogatesSection,
    /// Rank products, where methods name them.
    pub rank_products: RankProductsSection,
    /// SAM, where methods name it.
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

named_by_serde!(Method, DecisionMethod, PriorEstimate);

impl Default for DifferentialSection {
    fn default() -> Self {
        Self {
            trend: false,
            robust: false,
            treat: FoldChange::default(),
            moderation: PriorEstimate::default(),
            array_weights: false,
            observation_weights: None,
            block: None,
            fdr: Rate::default(),
            methods: vec![Method::Limma],
            factors: Vec::new(),
            decide: DecisionMethod::default(),
            expression_strata: None,
            selected_intervals: false,
            shrinkage: false,
            leave_one_out: true,
            test_controls: false,
            phenotypes: Vec::new(),
            adjust_for: Vec::new(),
            spline_df: Count::nearest(0),
            doses: Vec::new(),
            filter: FilterSection::default(),
            surrogates: SurrogatesSection::default(),
            rank_products: RankProductsSection::default(),
            sam: SamSection::default(),
        }
    }
}

impl Section for DifferentialSection {
    const NAME: &'static str = "differential";

    fn check(&self) -> Result<(), Fault> {
        if self.decide.takes_f() && self.treat.get() > 0.0 {
            let found = format!("'{}' together with treat = {}", self.decide, self.treat);
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
        (self.surrogates.settings()).map_err(|fault| fault.under("surrogates"))?;
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
            if is_set && !self.methods.contains(&method) {
                let found = format!("settings of '{method}' without '{method}' among the methods");
                let expected = format!("'{method}' in methods, or none of its settings");
                let hint = "methods run where they are named, as in limma,rank-products,sam";
                return Err(Fault::new("methods", found, expected)
                    .with(section)
                    .hint(hint));
            }
        }
        Ok(())
    }
}

impl DifferentialSection {
    /// How contrasts are fitted. Observation weights, which lie in a file, are left to the caller.
    pub fn fit(&self) -> Settings {
        Settings {
            roles: ColumnRoles {
                factors: self.factors.clone(),
                ..ColumnRoles::default()
            },
            moderation: ModerationSettings {
                prior: self.moderation,
                trend: self.trend,
                robust: self.robust,
            },
            treat: Some(self.treat.get()).filter(|&change| change > 0.0),
            array_weights: self.array_weights.then(ArrayWeightSettings::default),
            block: self.block.clone(),
            fdr: self.fdr.get(),
            // checked with the section
            surrogates: self.surrogates.settings().ok().flatten(),
            expression_strata: self.expression_strata.map(Count::size),
            selected_intervals: self.selected_intervals,
            shrinkage: self.shrinkage,
            ..Settings::default()
        }
    }

    fn check_phenotypes(&self) -> Result<(), Fault> {
        let set = match (self.spline_df.get(), self.adjust_for.len()) {
            (0, 0) => None,
            (0, _) => Some("adjust_for"),
            _ => Some("spline_df"),
        };
        if let (Some(key), true) = (set, self.phenotypes.is_empty()) {
            let found = format!("{key} without phenotypes");
            let hint = "contrasts are adjusted by their blocking column";
            return Err(Fault::new(key, found, "columns in phenotypes").hint(hint));
        }
        if let [phenotype] = &self.phenotypes[..]
            && self.adjust_for.contains(phenotype)
        {
            let found = format!("the only phenotype, '{phenotype}', is adjusted for itself");
            let hint = "leave it out of adjust_for; of several phenotypes, each is adjusted for the others";
            return Err(Fault::new("adjust_for", found, "other columns").hint(hint));
        }
        Ok(())
    }

    fn check_methods(&self) -> Result<(), Fault> {
        let twice =
            (1..self.methods.len()).find(|&at| self.methods[..at].contains(&self.methods[at]));
        if let Some(at) = twice {
            let found = format!("'{}' twice", self.methods[at]);
            return Err(Fault::new("methods", found, "each method once"));
        }
        if !self.methods.contains(&Method::Limma) {
            let named: Vec<String> = self.methods.iter().map(ToString::to_string).collect();
            let found = format!("'{}' without 'limma'", named.join("', '"));
            let hint = "decisions, intersections and gene sets rest on limma's tables; name the \
                        other methods as well, as in limma,rank-products";
            return Err(Fault::new("methods", found, "'limma' among the methods").hint(hint));
        }
        Ok(())
    }
}
