package dev.heed.conformance.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heed.Backend;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.ConformanceCase;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The conformance suite for one backend. Extend it, open the backend in {@link #open()}, and every case becomes a test
 * under its rule. A case that the backend refuses properly is shown as aborted, with its reason.
 *
 * <p>The system property {@code heed.conformance.seed} draws other cases, and {@code heed.conformance.case} runs a single
 * one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
    private final ConformanceSuite suite =
            ConformanceSuite.standard(Long.getLong("heed.conformance.seed", ConformanceSuite.DEFAULT_SEED));
    private final List<CaseResult> results = new ArrayList<>();
    private @Nullable Backend backend;

    /** Opens the backend under test. Called once for the whole suite and again by cases that close one. */
    protected abstract Backend open();

    @BeforeAll
    final void openBackend() {
        backend = open();
    }

    @AfterAll
    final void closeBackend() {
        if (backend != null) {
            System.out.println(new ConformanceReport(backend.id(), backend.device(), suite.seed(), results).table());
            backend.close();
        }
    }

    @TestFactory
    final Stream<DynamicNode> rules() {
        String only = System.getProperty("heed.conformance.case");
        Map<String, List<ConformanceCase>> byRule = suite.cases().stream()
                .filter(each -> only == null || each.id().equals(only))
                .collect(Collectors.groupingBy(ConformanceCase::rule, LinkedHashMap::new, Collectors.toList()));
        Stream<DynamicNode> rules = byRule.entrySet().stream()
                .map(rule -> dynamicContainer(
                        rule.getKey(),
                        rule.getValue().stream().map(each -> dynamicTest(each.name(), () -> run(each)))));
        return only == null
                ? Stream.concat(rules, Stream.of(dynamicTest("enough cases ran", this::requireEnough)))
                : rules;
    }

    private void run(ConformanceCase each) {
        CaseResult result = suite.run(each, Objects.requireNonNull(backend), this::open);
        results.add(result);
        switch (result.outcome()) {
            case PASSED -> {}
            case REFUSED -> abort("not supported: " + result.detail());
            case FAILED -> fail(result.toString());
        }
    }

    private void requireEnough() {
        Backend opened = Objects.requireNonNull(backend);
        ConformanceReport report = new ConformanceReport(opened.id(), opened.device(), suite.seed(), results);
        assertEquals(List.of(), report.missing());
    }
}
