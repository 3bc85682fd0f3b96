//! How contrasts, phenotypes and doses are modelled.

use crate::error::check_fdr;
use crate::{
    ArrayWeightSettings, ColumnRoles, DiffexprError, LogOddsSettings, ModerationSettings,
    ObservationWeights, PriorEstimate, SurrogateSettings,
};

/// How a contrast is analysed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Declared roles of the sheet's columns.
    pub roles: ColumnRoles,
    /// How variances are moderated.
    pub moderation: ModerationSettings,
    /// What the B statistic assumes.
    pub log_odds: LogOddsSettings,
    /// Tests whether log2 fold changes are further from 0 than this, instead of from 0; the rows
    /// then have no B (NaN), and the test against 0 stands beside.
    pub treat: Option<f64>,
    /// Estimates weights of the arrays and uses them in the fits.
    pub array_weights: Option<ArrayWeightSettings>,
    /// Weights of single values, used in the fits; array weights are estimated beside them.
    pub observation_weights: Option<ObservationWeights>,
    /// Column of the sheet whose values name blocks of samples (animals, litters) that share a
    /// random effect; the correlation within blocks is estimated and used in the fits. A contrast
    /// whose formula has a random intercept has the block of that.
    pub block: Option<String>,
    /// Finds surrogate variables, which enter the model; `None` for none.
    pub surrogates: Option<SurrogateSettings>,
    /// False discovery rate at which features are counted as up or down.
    pub fdr: f64,
    /// Adjusts p-values also with weights by so many strata of average expression.
    pub expression_strata: Option<usize>,
    /// Gives the features found confidence intervals that allow for their having been selected.
    pub selected_intervals: bool,
    /// Shrinks fold changes towards 0 and gives local false sign rates.
    pub shrinkage: bool,
}

impl Default for Settings {
    /// Plain moderation, 5 %.
    fn default() -> Self {
        Self {
            roles: ColumnRoles::default(),
            moderation: ModerationSettings::default(),
            log_odds: LogOddsSettings::default(),
            treat: None,
            array_weights: None,
            observation_weights: None,
            block: None,
            surrogates: None,
            fdr: 0.05,
            expression_strata: None,
            selected_intervals: false,
            shrinkage: false,
        }
    }
}

impl Settings {
    /// Refuses what is outside its range.
    pub(crate) fn check(&self) -> Result<(), DiffexprError> {
        let refuse = |setting, value, expected| {
            Err(DiffexprError::Setting {
                setting,
                value,
                expected,
            })
        };
        let proportion = self.log_odds.proportion;
        if !(proportion > 0.0 && proportion < 1.0) {
            return refuse("proportion", proportion, "a share between 0 and 1");
        }
        check_fdr(self.fdr)?;
        match self.treat {
            Some(threshold) if !(threshold.is_finite() && threshold >= 0.0) => {
                refuse("treat", threshold, "a log2 fold change of at least 0")
            }
            _ => Ok(()),
        }
    }

    /// The test of a contrast in words; `block` is the column of its random block.
    pub(crate) fn method(&self, block: Option<&str>) -> String {
        match self.treat {
            Some(treat) => {
                let test = format!("test against a log2 fold change of {treat} (treat)");
                self.model(block, &test)
            }
            None => self.model(block, "empirical-Bayes moderated t"),
        }
    }

    /// The model and its test in words.
    pub(crate) fn model(&self, block: Option<&str>, test: &str) -> String {
        let surrogates = match &self.surrogates {
            Some(_) => ", surrogate variables",
            None => "",
        };
        self.model_with(block, test, surrogates)
    }

    fn model_with(&self, block: Option<&str>, test: &str, surrogates: &str) -> String {
        let prior = match (self.moderation.trend, self.moderation.robust) {
            (false, false) => "one prior variance",
            (true, false) => "prior variance along average expression",
            (false, true) => "one prior variance, robust",
            (true, true) => "prior variance along average expression, robust",
        };
        let estimate = match self.moderation.prior {
            PriorEstimate::Moments => "",
            PriorEstimate::Likelihood => ", of limma 3.61 where residual df differ",
        };
        let weights = match (&self.observation_weights, &self.array_weights) {
            (Some(_), Some(_)) => ", observation weights, array weights",
            (Some(_), None) => ", observation weights",
            (None, Some(_)) => ", array weights",
            (None, None) => "",
        };
        let block = match block {
            Some(column) => format!(", correlation within blocks of {column}"),
            None => String::new(),
        };
        format!(
            "linear models{surrogates}{weights}{block}, {test} ({prior}{estimate}), Benjamini-Hochberg"
        )
    }

    /// The model of a slope in words.
    pub(crate) fn model_of_slope(&self) -> String {
        self.model_with(self.block.as_deref(), "empirical-Bayes moderation", "")
    }
}
