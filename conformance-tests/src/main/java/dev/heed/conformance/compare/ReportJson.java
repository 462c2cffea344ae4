package dev.heed.conformance.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heed.conformance.report.Json;

/** A report as JSON. Times are in seconds, sizes in bytes; what is not known is left out. */
record ReportJson(ComparisonReport report) {
    /** Grows with every change that a reader has to know of. */
    static final String SCHEMA = "heed-comparison/1";

    String text() {
        return Json.text(tree());
    }

    private ObjectNode tree() {
        ObjectNode root = Json.object().put("schema", SCHEMA);
        Json.environment(report.environment(), root.putObject("environment"));
        plan(root.putObject("plan"));
        ArrayNode works = root.putArray("works");
        for (WorkDescription work : report.works()) {
            works.addObject()
                    .put("name", work.name())
                    .put("details", work.details())
                    .put("tokens", work.tokens())
                    .put("checked", work.checked());
        }
        ArrayNode backends = root.putArray("backends");
        report.backends().forEach(each -> backend(each, backends.addObject()));
        ArrayNode unusable = root.putArray("unusable");
        for (UnusableBackend each : report.unusable()) {
            unusable.addObject()
                    .put("id", each.id())
                    .put("version", each.version())
                    .put("reason", each.reason());
        }
        return root;
    }

    private void plan(ObjectNode node) {
        Pace pace = report.pace();
        node.put("name", report.plan())
                .put("seed", report.seed())
                .put("threads", report.threads())
                .put("warmUpSeconds", pace.warmUp().toNanos() / 1e9)
                .put("rounds", pace.rounds())
                .put("blockSeconds", pace.block().toNanos() / 1e9)
                .put("pauseSeconds", pace.pause().toNanos() / 1e9)
                .put("mostSeconds", pace.most().toNanos() / 1e9);
    }

    private void backend(BackendResult backend, ObjectNode node) {
        node.put("id", backend.id()).put("version", backend.version());
        Json.device(backend.device(), node.putObject("device"));
        node.put("openingSeconds", backend.openingSeconds());
        backend.residentBytes().ifPresent(bytes -> node.put("residentBytes", bytes));
        ArrayNode outcomes = node.putArray("outcomes");
        for (int index = 0; index < report.works().size(); index++) {
            ObjectNode outcome =
                    outcomes.addObject().put("work", report.works().get(index).name());
            outcome(backend.outcomes().get(index), outcome);
            backend.baseline(index).ifPresent(own -> {
                ObjectNode baseline = outcome.putObject("baseline").put("name", own.name());
                outcome(own.outcome(), baseline);
            });
            backend.ratio(index).ifPresent(ratio -> outcome.put("timesBaseline", ratio));
        }
    }

    private static void outcome(Outcome outcome, ObjectNode node) {
        if (outcome instanceof Outcome.Measured measured) {
            measured(measured, node.put("outcome", "measured"));
        } else if (outcome instanceof Outcome.Refused refused) {
            node.put("outcome", "refused").put("rule", refused.ruleId()).put("reason", refused.reason());
        } else if (outcome instanceof Outcome.Failed failed) {
            node.put("outcome", "failed").put("reason", failed.message());
        }
    }

    private static void measured(Outcome.Measured measured, ObjectNode node) {
        Timing timing = measured.timing();
        node.put("medianSeconds", timing.median())
                .put("lowerQuartileSeconds", timing.lowerQuartile())
                .put("upperQuartileSeconds", timing.upperQuartile())
                .put("medianDeviationSeconds", timing.medianDeviation())
                .put("tokensPerSecond", measured.tokensPerSecond())
                .put("right", measured.right());
        if (Double.isFinite(measured.errorOverTolerance())) {
            node.put("errorOverTolerance", measured.errorOverTolerance());
        }
        ArrayNode seconds = node.putArray("seconds");
        timing.seconds().forEach(seconds::add);
    }
}
