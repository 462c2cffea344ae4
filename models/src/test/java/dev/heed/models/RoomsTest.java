package dev.heed.models;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;

/** The dependency arrows between modules and packages. */
@AnalyzeClasses(packages = "dev.heed", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {
    private static final String[] API = {
        "dev.heed",
        "dev.heed.attention..",
        "dev.heed.decoder..",
        "dev.heed.encoder..",
        "dev.heed.spi..",
        "dev.heed.tensor.."
    };
    private static final String[] BACKENDS = {"dev.heed.djl..", "dev.heed.nd4j..", "dev.heed.tornado.."};
    private static final String[] LIBRARY = {
        "dev.heed.models",
        "dev.heed.models.files..",
        "dev.heed.models.safetensors..",
        "dev.heed.models.onnx..",
        "dev.heed.models.bert..",
        "dev.heed.models.generate..",
        "dev.heed.models.huggingface..",
        "dev.heed.models.internal..",
        "dev.heed.models.text..",
        "dev.heed.models.guice.."
    };

    @ArchTest
    static final ArchRule apiKnowsOnlyTheJdk = classes()
            .that()
            .resideInAnyPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(concat(API, "java..", "org.jspecify.."));

    @ArchTest
    static final ArchRule modelsKnowNoBackend = noClasses()
            .that()
            .resideInAnyPackage("dev.heed.models..", "dev.heed.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BACKENDS);

    @ArchTest
    static final ArchRule djlKnowsNeitherModelsNorOthers =
            roomOf("dev.heed.djl..", "dev.heed.nd4j..", "dev.heed.tornado..");

    @ArchTest
    static final ArchRule nd4jKnowsNeitherModelsNorOthers =
            roomOf("dev.heed.nd4j..", "dev.heed.djl..", "dev.heed.tornado..");

    @ArchTest
    static final ArchRule tornadoKnowsNeitherModelsNorOthers =
            roomOf("dev.heed.tornado..", "dev.heed.djl..", "dev.heed.nd4j..");

    @ArchTest
    static final ArchRule libraryKnowsNeitherCommandLineNorSuite = noClasses()
            .that()
            .resideInAnyPackage(LIBRARY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.heed.cli..", "dev.heed.conformance..", "picocli..");

    @ArchTest
    static final ArchRule guiceStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage("dev.heed.models.guice..")
            .and()
            .resideInAPackage("dev.heed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.inject..", "jakarta.inject..");

    @ArchTest
    static final ArchRule nativeTokenizersStayInTheirRoom = noClasses()
            .that()
            .resideInAPackage("dev.heed.models..")
            .and()
            .resideOutsideOfPackage("dev.heed.models.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule onlyTheNativeMethodsOfDjlAreUsed = classes()
            .that()
            .resideInAPackage("dev.heed.models.text..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "ai.djl.huggingface.tokenizers.jni..",
                    "com.fasterxml.jackson.core..",
                    "dev.heed..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule noPackagesInCircles = slices().matching("dev.heed.(**)")
            .should()
            .beFreeOfCycles()
            // The entry point stands above the packages below it.
            .ignoreDependency(equivalentTo(dev.heed.conformance.Main.class), alwaysTrue());

    @ArchTest
    static final ArchRule internalPackagesAreUsedInsideTheirRoomOnly = classes()
            .that()
            .resideInAPackage("..internal..")
            .should(beUsedInsideTheirRoom())
            .allowEmptyShould(true);

    private static ArchRule roomOf(String backend, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(backend)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(concat(others, "dev.heed.models..", "dev.heed.cli..", "dev.heed.conformance.."))
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> beUsedInsideTheirRoom() {
        return new ArchCondition<>("be used only inside the package that holds the internal one") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String name = type.getPackageName();
                String room = name.substring(0, name.indexOf(".internal"));
                type.getDirectDependenciesToSelf().stream()
                        .filter(use -> !use.getOriginClass().getPackageName().startsWith(room))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
            }
        };
    }

    private static String[] concat(String[] first, String... second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
