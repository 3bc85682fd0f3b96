//! `arrayon convert`.

use crate::args::{CelEncoding, Convert};
use crate::exit::Failure;
use arrayon::CelFormat;

pub(crate) fn convert(args: &Convert) -> Result<(), Failure> {
    let format = match args.to {
        CelEncoding::CommandConsole => CelFormat::CommandConsole,
        CelEncoding::V4 => CelFormat::BinaryV4,
    };
    arrayon::convert_cel(&args.input, &args.out, format)?;
    Ok(())
}
