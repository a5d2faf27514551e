# Makes sample.csv (synthetic, no third-party data) and reference.json with R's survey package.
# Run in this directory: Rscript make_reference.R
# It was last run with the versions that reference.json names; tests read the numbers and never run R.
suppressMessages({library(survey); library(jsonlite)})
RNGversion("4.2.0"); set.seed(20261122); options(survey.lonely.psu = "fail")
num <- function(x) as.numeric(unclass(x))

# ---- a population of four strata, villages in strata, households in villages, people in households
rows <- list()
for (h in 1:4) {
  N <- c(30, 22, 17, 40)[h]; m <- c(6, 5, 4, 7)[h]
  for (k in 1:m) {
    M <- sample(20:60, 1); b <- sample(4:7, 1); pe <- rnorm(1, 0, .4)
    for (s in 1:b) {
      q <- sample(1:4, 1); he <- rnorm(1, 0, .3)
      for (i in 1:q) {
        t <- pe + he + .2 * h + rnorm(1)
        a <- pmin(5, pmax(1, round(3.4 + t + rnorm(3, 0, .7))))
        rows[[length(rows) + 1]] <- data.frame(
          stratum = paste0("S", h), psu = sprintf("S%d-P%02d", h, k), ssu = sprintf("S%d-P%02d-H%02d", h, k, s),
          N_psu = N, N_ssu = M, w = round(N / m * M / b * runif(1, .8, 1.3), 5),
          sex = sample(c("F", "M"), 1, TRUE, c(.55, .45)), age = sample(1:4, 1, TRUE, c(.2, .3, .3, .2)),
          y = round(50 + 8 * t + rnorm(1, 0, 3), 4), x = round(20 + 2 * t + runif(1, 0, 9), 4),
          a1 = a[1], a2 = a[2], a3 = 5)
      }
    }
  }
}
d <- do.call(rbind, rows); n <- nrow(d)
d$period <- ifelse(as.integer(factor(d$psu)) %% 2 == 0, "2025", "2026")
d$domain <- c("A", "B", "C")[1 + (seq_len(n) * 7) %% 3]          # crosses every cluster
d$domain[d$psu == "S1-P01"] <- "one-psu"                          # members in a single cluster
d$N_row <- c(900, 700, 500, 1200)[as.integer(factor(d$stratum))]  # strata without clusters
d$w_row <- d$N_row / as.vector(table(d$stratum)[d$stratum])
d$a1[seq(3, n, 17)] <- NA; d$y[seq(5, n, 29)] <- NA
d$id <- seq_len(n); d <- d[c("id", setdiff(names(d), "id"))]
write.csv(d, "sample.csv", row.names = FALSE, na = "", quote = FALSE)
d <- read.csv("sample.csv", stringsAsFactors = FALSE)
d$top <- as.integer(d$a1 >= 4); d$period <- as.character(d$period)

designs <- list(
  srs = svydesign(~1, data = d, weights = ~w),
  stratified = svydesign(~1, strata = ~stratum, fpc = ~N_row, weights = ~w_row, data = d),
  with_replacement = svydesign(~psu, strata = ~stratum, weights = ~w, data = d),
  unstratified = svydesign(~psu, weights = ~w, data = d),
  one_stage = svydesign(~psu, strata = ~stratum, fpc = ~N_psu, weights = ~w, data = d),
  two_stage = svydesign(~psu + ssu, strata = ~stratum, fpc = ~N_psu + N_ssu, weights = ~w, data = d),
  two_stage_elements = svydesign(~psu + id, strata = ~stratum, fpc = ~N_psu + I(10 * N_ssu), weights = ~w, data = d),
  from_fpc = svydesign(~psu + ssu, strata = ~stratum, fpc = ~N_psu + N_ssu, data = d))
W <- sum(d$w); one <- designs$one_stage
sex <- data.frame(sex = c("F", "M"), Freq = W * c(.5, .5))
age <- data.frame(age = 1:4, Freq = W * c(.25, .25, .3, .2))
cells <- as.data.frame(xtabs(~sex + age, d)); cells$Freq <- W * c(.11, .12, .14, .13, .15, .14, .1, .11)
cells$age <- as.integer(as.character(cells$age))
tight <- list(maxit = 2000, epsilon = 1e-13, verbose = FALSE)
designs$poststratified <- postStratify(one, ~sex + age, cells)
designs$poststratified_two_stage <- postStratify(designs$two_stage, ~sex, sex)
designs$raked <- rake(one, list(~sex, ~age), list(sex, age), control = tight)
totals <- c(`(Intercept)` = W, sexM = W * .5, age = 2.4 * W)
designs$linear <- calibrate(one, ~sex + age, totals)
designs$linear_bounded <- calibrate(one, ~sex + age, totals, bounds = c(.8, 1.25), epsilon = 1e-13, maxit = 500)
designs$raking_distance <- calibrate(one, ~sex + age, totals, calfun = "raking", epsilon = 1e-13, maxit = 500)
designs$linear_x <- calibrate(designs$two_stage, ~x, c(`(Intercept)` = 1.02 * W, x = 26 * W))

R <- list()
put <- function(design, name, ...) R[[length(R) + 1]] <<- c(list(design = design, name = name), list(...))
by <- function(s, f) { b <- svyby(f, ~domain, s, svymean, deff = TRUE, na.rm = TRUE)
  v <- all.vars(f); list(domain = b$domain, est = b[[v]], se = b$se, deff = b[[paste0("DEff.", v)]]) }
for (nm in names(designs)) {
  s <- designs[[nm]]; dom <- sort(unique(d$domain))
  df_of <- function(k) degf(subset(s, domain == k))
  put(nm, "degf", value = degf(s), domain = dom, domains = num(sapply(dom, df_of)))
  put(nm, "weights", value = num(weights(s)))
  for (v in c("y", "a1")) {
    f <- as.formula(paste0("~", v)); o <- svymean(f, s, deff = TRUE, na.rm = TRUE)
    r <- svymean(f, s, deff = "replace", na.rm = TRUE)
    put(nm, paste0("mean/", v), est = num(coef(o)), se = num(SE(o)), deff = num(deff(o)), deff_replace = num(deff(r)),
        ci = num(confint(o, df = degf(s))), ci90 = num(confint(o, level = .9, df = degf(s))))
    o <- svytotal(f, s, deff = TRUE, na.rm = TRUE); put(nm, paste0("total/", v), est = num(coef(o)), se = num(SE(o)), deff = num(deff(o)))
    b <- svyby(f, ~domain, s, svytotal, na.rm = TRUE); put(nm, paste0("domain_total/", v), domain = b$domain, est = b[[v]], se = b$se)
    R[[length(R) + 1]] <- c(list(design = nm, name = paste0("domain_mean/", v)), by(s, f))
  }
  if (is.null(s$postStrata)) { b <- svyby(~a2, ~domain, s, svymean, covmat = TRUE); put(nm, "domain_covariance/a2", domain = b$domain, est = b$a2, cov = unname(vcov(b))) }
  o <- svymean(~factor(a2), s); put(nm, "distribution/a2", est = num(coef(o)), cov = unname(vcov(o)))
  o <- svyratio(~y, ~x, s, na.rm = TRUE, deff = TRUE); put(nm, "ratio/y/x", est = num(coef(o)), se = num(SE(o)))
  b <- svyby(~y, ~domain, s, svyratio, denominator = ~x, na.rm = TRUE); put(nm, "domain_ratio/y/x", domain = b$domain, est = num(coef(b)), se = num(SE(b)))
  for (me in c("logit", "beta", "xlogit", "asin")) { p <- svyciprop(~top, s, method = me, na.rm = TRUE)
    put(nm, paste0("share/", me), est = num(p), ci = num(attr(p, "ci")))
    p <- suppressWarnings(svyby(~top, ~domain, s, svyciprop, vartype = "ci", method = me, na.rm = TRUE))
    put(nm, paste0("domain_share/", me), domain = p$domain, est = num(p$top), low = num(p$ci_l), high = num(p$ci_u)) }
  t <- svyttest(y ~ sex, s); put(nm, "ttest/y/sex", est = num(t$estimate), t = num(t$statistic), df = num(t$parameter), p = num(t$p.value), ci = num(t$conf.int))
  t <- svyttest(y ~ period, s); put(nm, "ttest/y/period", est = num(t$estimate), t = num(t$statistic), df = num(t$parameter), p = num(t$p.value))
  for (pair in list(c("top", "sex"), c("a2", "age"), c("a1", "domain"))) {
    for (st in c("F", "Chisq")) { k <- suppressWarnings(svychisq(as.formula(paste0("~", pair[1], "+", pair[2])), s, statistic = st))
      put(nm, paste0("chisq/", st, "/", pair[1], "/", pair[2]), statistic = num(k$statistic), df = num(k$parameter), p = num(k$p.value)) } }
  for (p in c(.1, .25, .5, .9)) { k <- svyquantile(~y, s, p, na.rm = TRUE)$y
    put(nm, paste0("quantile/y/", p), est = num(k[1, 1]), ci = num(k[1, 2:3]), se = num(k[1, 4])) }
}

# ---- one cluster in a stratum: what each rule does
l <- subset(d, !(stratum == "S3" & psu != "S3-P01")); l$N_ssu[l$psu == "S1-P01"] <- max(l$N_ssu)
for (rule in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  for (fp in c("plain", "fpc")) {
    s <- if (fp == "plain") svydesign(~psu, strata = ~stratum, weights = ~w, data = l) else svydesign(~psu, strata = ~stratum, weights = ~w, fpc = ~N_psu, data = l)
    o <- svymean(~y, s, na.rm = TRUE); b <- svyby(~y, ~domain, s, svymean, na.rm = TRUE); g <- svytotal(~y, s, na.rm = TRUE)
    put(paste0("lonely/", fp, "/", rule), "mean/y", est = num(coef(o)), se = num(SE(o)), domain = b$domain, domain_se = num(b$se), total_se = num(SE(g))) }
}
options(survey.lonely.psu = "fail")

# ---- replicate weights
jk <- as.svrepdesign(designs$with_replacement, type = "JKn"); jf <- suppressWarnings(as.svrepdesign(one, type = "JKn"))
j1 <- as.svrepdesign(designs$unstratified, type = "JK1")
for (p in list(list("jkn", jk), list("jkn_fpc", jf), list("jk1", j1))) {
  o <- svymean(~a2, p[[2]]); t <- svytotal(~a2, p[[2]]); r <- svyratio(~a2, ~x, p[[2]]); b <- svyby(~a2, ~domain, p[[2]], svymean)
  put(p[[1]], "replicates", est = num(coef(o)), se = num(SE(o)), total_se = num(SE(t)), ratio_se = num(SE(r)), domain = b$domain, domain_se = num(b$se), degf = degf(p[[2]])) }
set.seed(5); sb <- as.svrepdesign(designs$with_replacement, type = "subbootstrap", replicates = 40)
put("subbootstrap", "replicates", seed = 5, count = 40, se = num(SE(svymean(~a2, sb))), total_se = num(SE(svytotal(~a2, sb))))
tr <- trimWeights(one, upper = quantile(weights(one), .95), lower = quantile(weights(one), .05)); put("trimmed", "weights", lower = num(quantile(weights(one), .05)), upper = num(quantile(weights(one), .95)), value = num(weights(tr)))
tr <- trimWeights(one, upper = 1.4 * mean(weights(one)), strict = TRUE); put("trimmed_strict", "weights", lower = NA, upper = 1.4 * mean(weights(one)), value = num(weights(tr)))
put("p_adjust", "multiplicity", p = c(.001, .04, .03, .2, .03, .8), holm = p.adjust(c(.001, .04, .03, .2, .03, .8), "holm"), bh = p.adjust(c(.001, .04, .03, .2, .03, .8), "BH"))
writeLines(toJSON(list(meta = list(R = R.version.string, survey = as.character(packageVersion("survey")), rows = n, total = W,
  sex = sex, age = age, cells = cells, linear = as.list(totals)), cases = R), digits = NA, auto_unbox = TRUE), "reference.json")
cat(n, "rows", length(R), "cases\n")
