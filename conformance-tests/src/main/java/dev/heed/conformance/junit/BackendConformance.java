package dev.heed.conformance.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heed.Backend;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.CaseSelection;
import dev.heed.conformance.ConformanceCase;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import dev.heed.conformance.ExpectedFailures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
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
 * <p>The system property {@code heed.conformance.seed} draws other cases, {@code heed.conformance.case} runs some of
 * them, those of a rule, or one, and {@code heed.conformance.quick} one of each kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
    private final List<CaseResult> results = new ArrayList<>();
    private @Nullable Subject subject;

    /** What runs on what. */
    private record Subject(ConformanceSuite suite, CaseSelection selection, Backend backend) {
        CaseResult run(ConformanceCase each, Supplier<Backend> another) {
            return suite.run(each, backend, another);
        }

        ConformanceReport report(List<CaseResult> results) {
            return suite.report(backend, selection, results);
        }
    }

    /** Opens the backend under test. Called once for the whole suite and again by cases that close one. */
    protected abstract Backend open();

    /**
     * The cases that the backend is known to fail, each with a reason; none unless overridden.
     */
    protected ExpectedFailures expectedFailures() {
        return ExpectedFailures.none();
    }

    /**
     * Whether one case of each kind is enough, where all of them take too long; the report then says that a part ran. As
     * the system property {@code heed.conformance.quick} says, unless overridden.
     */
    protected boolean quick() {
        return Boolean.getBoolean("heed.conformance.quick");
    }

    @BeforeAll
    final void openBackend() {
        long seed = Long.getLong("heed.conformance.seed", ConformanceSuite.DEFAULT_SEED);
        ConformanceSuite suite = ConformanceSuite.standard(seed).expecting(expectedFailures());
        CaseSelection selection = CaseSelection.of(suite, System.getProperty("heed.conformance.case"), quick());
        subject = new Subject(suite, selection, open());
    }

    @AfterAll
    final void closeBackend() {
        if (subject != null) {
            ConformanceReport report = subject.report(results);
            System.out.println(report.table() + report.certificate().line());
            subject.backend().close();
        }
    }

    @TestFactory
    final Stream<DynamicNode> rules() {
        Subject all = subject();
        Map<String, List<ConformanceCase>> byRule = all.suite().cases().stream()
                .filter(all.selection())
                .collect(Collectors.groupingBy(ConformanceCase::rule, LinkedHashMap::new, Collectors.toList()));
        Stream<DynamicNode> rules = byRule.entrySet().stream()
                .map(rule -> dynamicContainer(
                        rule.getKey(),
                        rule.getValue().stream().map(each -> dynamicTest(each.name(), () -> run(each)))));
        return Stream.concat(
                rules,
                Stream.of(
                        dynamicTest(
                                "enough cases ran",
                                () -> assertEquals(
                                        List.of(),
                                        subject().report(results).certificate().tooFew())),
                        dynamicTest(
                                "expected failures are cases",
                                () -> assertEquals(
                                        List.of(), subject().report(results).unmatched()))));
    }

    private void run(ConformanceCase each) {
        CaseResult result = subject().run(each, this::open);
        results.add(result);
        switch (result.outcome()) {
            case PASSED -> {}
            case REFUSED -> abort("not supported: " + result.detail());
            case EXPECTED -> abort(result.detail());
            case FAILED -> fail(result.toString());
        }
    }

    private Subject subject() {
        return Objects.requireNonNull(subject);
    }
}
