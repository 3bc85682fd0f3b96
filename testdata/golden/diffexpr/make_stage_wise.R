# Stage-wise adjusted p-values of four contrasts, one of them dependent, and of two: limma 3.54.1's
# moderated F and t, then stageR's stageWiseAdjustment(method = "holm") under R 4.2.2.
# Run: Rscript make_stage_wise.R, with stageR, or with a file in STAGER that defines
# stage_wise_holm(pScreen, pConfirmation, alpha) by the code of its .stageWiseTest (version 1.20).
# Writes stage_wise.tsv: the features that the screening finds.
suppressMessages(library(limma)); source("data.R")
if (nzchar(Sys.getenv("STAGER"))) source(Sys.getenv("STAGER")) else stage_wise_holm <- function(pScreen, pConfirmation, alpha) {
  object <- stageR::stageR(pScreen = pScreen, pConfirmation = pConfirmation)
  stageR::getAdjustedPValues(stageR::stageWiseAdjustment(object, "holm", alpha, order = FALSE), onlySignificantGenes = FALSE, order = FALSE)[, -1]
}
group <- strsplit("aabbccddaabbccd", "")[[1]]
y <- expression(31, 600, group == "b", 0.8, 1.2, 0)
design <- model.matrix(~ 0 + factor(group))
all <- cbind(c(-1, 1, 0, 0), c(0, 1, -1, 0), c(-1, 0, 0, 1), c(1, 0, -1, 0))
out <- "n_contrasts\tfeature\tcontrast\tln_p"
for (n_contrasts in c(4, 2)) {
  fit <- eBayes(contrasts.fit(lmFit(y, design), all[, 1:n_contrasts]))
  p <- fit$p.value; dimnames(p) <- list(seq_len(nrow(p)), NULL)
  screen <- setNames(fit$F.p.value, rownames(p))
  stage <- stage_wise_holm(screen, p, 0.1)
  for (at in which(!is.na(stage[, 1]))) out <- c(out, paste(n_contrasts, at, seq_len(n_contrasts), formatC(log(stage[at, ]), digits = 15, format = "g", width = 1), sep = "\t"))
}
writeLines(out, "stage_wise.tsv")
