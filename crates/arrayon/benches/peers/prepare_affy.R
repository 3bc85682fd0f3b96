# Rscript prepare_affy.R CDF OUT.rds : the CDF environment that affy needs, made once, so that the
# timed run pays only for loading it, as it would for an installed CDF package.
suppressMessages(library(makecdfenv))
cdf <- commandArgs(TRUE)[1]
saveRDS(make.cdf.env(basename(cdf), cdf.path = dirname(cdf), verbose = FALSE), commandArgs(TRUE)[2])
