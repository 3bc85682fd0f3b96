# Spread of groups about their centres, and the analysis of variance of it. R 4.2.2, base only.
# Run: Rscript make_dispersion.R. Prints the numbers that stand in the tests of
# crates/arrayon-cluster/src/groups/dispersion.rs.
# Independent of the sums over pairs there: principal coordinates with the negative eigenvalues, as
# vegan's betadisper(type = "centroid", bias.adjust = TRUE) takes them; then anova.
spread <- function(d, g) {
  n <- nrow(d)
  center <- diag(n) - 1 / n
  e <- eigen(-center %*% d^2 %*% center / 2, symmetric = TRUE)
  x <- e$vectors %*% diag(sqrt(abs(e$values)))
  sign <- sign(e$values)
  z <- numeric(n)
  for (level in unique(g)) {
    k <- which(g == level)
    from_center <- sweep(x[k, , drop = FALSE], 2, colMeans(x[k, , drop = FALSE]))
    z[k] <- sqrt(pmax(from_center^2 %*% sign, 0) * length(k) / (length(k) - 1))
  }
  z
}
say <- function(what, ...) cat(what, sprintf("%.15g", c(...)), "\n")
tested <- function(what, d, g) {
  z <- spread(as.matrix(d), g)
  a <- anova(lm(z ~ factor(g)))
  say(what, tapply(z, g, mean), a[1, 4], a[1, 5])
}

points <- c(1, 2, 4.5, 9, 3, 10, 20, 38, 5.5)
tested("on a line", dist(points), c("a", "a", "a", "a", "b", "b", "b", "b", "b"))

# distances of no Euclidean space: one less Pearson's correlation
set.seed(1)
d <- round(as.dist(1 - cor(matrix(rnorm(60), 6))), 3)
cat(paste(d, collapse = ", "), "\n")
tested("by correlation", d, rep(c("a", "b", "c"), c(3, 4, 3)))
