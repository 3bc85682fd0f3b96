//! `arrayon schema`.

use crate::args::Schema;
use crate::exit::Failure;
use crate::report;

pub(crate) fn schema(args: &Schema) -> Result<(), Failure> {
    if let Some(folder) = &args.out {
        arrayon::write_schemas(folder, args.force)?;
    }
    if let Some(name) = &args.name {
        let schema = arrayon::schema(name)?;
        report::write_json(&schema, &mut std::io::stdout().lock())?;
    }
    Ok(())
}
