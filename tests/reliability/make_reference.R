# Makes reference.json with R's psych (Debian: r-cran-psych, r-cran-gparotation): Rscript make_reference.R
# The data are synthetic or the table of Shrout & Fleiss (1979); they are written beside the results.
suppressMessages(library(psych))
RNGversion("4.2.0"); set.seed(20261122)
show <- function(x) {
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, show), collapse = ","), "]"))
  x <- ifelse(is.na(x), "null", sprintf("%.15g", x))
  paste0("[", paste(x, collapse = ","), "]")
}
n <- 240; k <- 8
common <- rnorm(n)
items <- sapply(1:k, function(j) pmin(5, pmax(1, round(3.4 + (0.3 + 0.07 * j) * common + rnorm(n, 0, 0.8)))))
items[matrix(runif(n * k) < 0.01, n)] <- NA
whole <- na.omit(items)
a <- psych::alpha(as.data.frame(whole))
f <- fa(whole, nfactors = 1, fm = "minres")
w <- suppressWarnings(suppressMessages(omega(whole, nfactors = 1, plot = FALSE)))
first <- sample(1:5, 120, TRUE, c(.05, .1, .2, .4, .25))
second <- pmin(5, pmax(1, first + sample(-2:2, 120, TRUE, c(.03, .2, .5, .22, .05))))
pairs <- cbind(first, second)
plain <- cohen.kappa(pairs)
sf <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 6, 4, byrow = TRUE)
scores <- matrix(round(rnorm(60, rep(rnorm(30, 70, 8), 2), 3), 1), 30, 2)
icc <- function(x) { r <- ICC(x, lmer = FALSE)$results[2, ]; c(r$ICC, r[["lower bound"]], r[["upper bound"]]) }
json <- c(
  items = show(items), alpha = show(a$total$raw_alpha), item_rest = show(a$item.stats$r.drop),
  alpha_without = show(a$alpha.drop$raw_alpha), loadings = show(as.numeric(unclass(f$loadings))), omega = show(w$omega.tot),
  appraisals = show(pairs),
  kappa_plain = show(c(plain$kappa, sqrt(plain$var.kappa))),
  shrout_fleiss = show(sf), shrout_fleiss_icc = show(icc(sf)), scores = show(scores), scores_icc = show(icc(scores)))
writeLines(paste0("{\"R\":\"", R.version.string, "\",\"psych\":\"", packageVersion("psych"), "\",\n",
  paste0("\"", names(json), "\":", json, collapse = ",\n"), "}"), "reference.json")
