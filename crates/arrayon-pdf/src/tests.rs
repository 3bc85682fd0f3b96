use crate::pdf;
