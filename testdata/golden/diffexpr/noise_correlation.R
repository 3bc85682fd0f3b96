# How two estimates of generalised least squares correlate by noise alone. R 4.2.2, base only.
# Run: Rscript noise_correlation.R. Prints the numbers that stand in the tests of
# crates/arrayon-diffexpr/src/linear/noise_weights/tests.rs.
# Of each estimate: design, contrast, rows of the samples, weights, and the correlation within blocks
# with which it was fitted, where that is not the one by which the noise correlates.
noise <- function(first, second, rho, blocks) {
  correlation <- function(blocks, rho) { V <- rho * outer(blocks, blocks, "=="); diag(V) <- 1; V }
  weights <- function(of) {
    n <- length(of$rows)
    w <- if (is.null(of$w)) rep(1, n) else of$w
    V <- correlation(blocks[of$rows], if (is.null(of$rho)) rho else of$rho) / sqrt(outer(w, w))
    L <- rep(0, length(blocks))
    L[of$rows] <- (of$contrast %*% solve(t(of$X) %*% solve(V, of$X), t(of$X)) %*% solve(V)) / sqrt(w)
    L
  }
  L <- cbind(weights(first), weights(second))
  cov2cor(t(L) %*% correlation(blocks, rho) %*% L)[1, 2]
}
say <- function(what, ...) cat(what, sprintf("%.15g", c(...)), "\n")
estimate <- function(X, contrast, rows = seq_len(nrow(X)), ...) list(X = X, contrast = contrast, rows = rows, ...)
groups <- function(text) model.matrix(~ 0 + factor(strsplit(text, "")[[1]]))

X <- groups("aaabbbccc")
say("tissues of the same animals", noise(estimate(X, c(-1, 0, 1)), estimate(X, c(0, -1, 1)), 0.6, c(1:3, 1:3, 4:6)))

block <- c(1, 1, 1, 2, 2, 3, 3, 4)
w <- c(1, 0.5, 2, 1, 1.5, 0.25, 1, 1)
X <- cbind(groups("aabbbacc"), c(1, 4, 2, 2, 5, 3, 6, 1))
first <- estimate(X, c(-1, 1, 0, 0), w = w)
second <- estimate(X, c(-1, 0, 1, 0), w = w)
say("uneven blocks", noise(first, second, 0.4, block), noise(first, second, -0.2, block))

early <- estimate(groups("aabbba"), c(-1, 1), 1:6, rho = 0.3)
late <- estimate(groups("bacc"), c(0, -1, 1), 5:8, rho = 0.5)
say("parts of the samples", noise(early, late, 0.4, block))

X <- groups("aabb")
say("other arrays of the same animals", noise(estimate(X, c(-1, 1), 1:4), estimate(X, c(-1, 1), 5:8), 0.6, c(1:4, 1:4)))
