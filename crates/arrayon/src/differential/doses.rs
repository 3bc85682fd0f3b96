//! Groups in a declared order.

use super::{Stage, refused};
use crate::error::Error;
use arrayon_diffexpr::{DoseTrend, dose_trend};

pub(super) fn doses(stage: &Stage<'_>) -> Result<Vec<DoseTrend>, Error> {
    let test = |series| {
        let found = dose_trend(stage.expression, stage.sheet, &series, stage.settings);
        let mut found = found.map_err(|error| refused(&stage.sheet.path, &error))?;
        stage.genes.name(&mut found.features);
        Ok(found)
    };
    let doses = stage.section.doses.iter();
    doses.map(|series| test(series.into())).collect()
}
