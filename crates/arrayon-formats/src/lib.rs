//! Readers and writers of array, chip, sample-sheet, matrix and gene-set files.
