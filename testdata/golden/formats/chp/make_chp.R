# Signals and detection p-values of CHP files as affxparser reads them.
# Usage: Rscript make_chp.R FOLDER_OF_CHP_FILES OUT.tsv
# FOLDER holds the vendor's test files (Test3-1_calvin.CHP ...); made_quantification_detection.CHP stands next to this script.
library(affxparser)
args <- commandArgs(TRUE)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
files <- c(file.path(args[1], c("Test3-1_calvin.CHP", "Test3-1_xda.CHP", "Test3-2_calvin.CHP", "Test3-2_xda.CHP", "PLIERdata1_xda.CHP")),
           file.path(here, "made_quantification_detection.CHP"))
first <- function(x, ...) { for (name in c(...)) if (!is.null(x[[name]])) return(x[[name]]); NULL }
rows <- lapply(files, function(file) {
  chp <- readChp(file)
  of <- chp$QuantificationEntries
  signal <- first(of, "Signal", "QuantificationValue")
  p <- first(of, "DetectionPValue", "DetectionPValues", "PValue")
  n <- length(signal)
  # every probe set of a small chip, every 97th of a large one
  at <- if (n > 1000) seq(1, n, by = 97) else seq_len(n)
  id <- first(of, "ProbeSetName", "ProbeSetNames")
  data.frame(file = basename(file), algorithm = chp$AlgorithmName, chip = chp$ArrayType, n = n, row = at,
             id = if (is.null(id)) "" else id[at], signal = sprintf("%.9g", signal[at]),
             p = if (is.null(p)) "NA" else sprintf("%.9g", p[at]))
})
write.table(do.call(rbind, rows), args[2], sep = "\t", quote = FALSE, row.names = FALSE)
cat("affxparser", format(packageVersion("affxparser")), R.version.string, "\n")
