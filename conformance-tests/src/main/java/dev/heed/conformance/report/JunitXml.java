package dev.heed.conformance.report;

import dev.heed.conformance.CaseResult;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.io.StringWriter;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A run as the XML that Ant's JUnit task wrote first, and that every server of continuous integration reads. */
record JunitXml(ConformanceRun run) {
    String text() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            newline(xml);
            suites(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("The report could not be written as XML.", impossible);
        }
        return text.append('\n').toString();
    }

    private void suites(XMLStreamWriter xml) throws XMLStreamException {
        ConformanceReport report = run.report();
        List<String> unmatched = report.unmatched();
        xml.writeStartElement("testsuites");
        xml.writeAttribute("name", ConformanceSuite.VERSION + " " + report.backend());
        counts(xml, report.results(), unmatched.size());
        newline(xml);
        for (List<CaseResult> cases : report.byRule().values()) {
            suite(xml, cases);
        }
        if (!unmatched.isEmpty()) {
            begin(xml, "expected failures", List.of(), unmatched.size());
            for (String each : unmatched) {
                testcase(xml, "expected failures", each, Duration.ZERO);
                failure(xml, each);
                xml.writeEndElement();
                newline(xml);
            }
            xml.writeEndElement();
            newline(xml);
        }
        xml.writeEndElement();
    }

    private void suite(XMLStreamWriter xml, List<CaseResult> cases) throws XMLStreamException {
        begin(xml, cases.get(0).rule(), cases, 0);
        xml.writeStartElement("properties");
        property(xml, "suite", ConformanceSuite.VERSION);
        property(xml, "seed", Long.toString(run.report().seed()));
        property(xml, "backend", run.report().backend() + " " + run.version());
        property(xml, "device", run.report().device().toString());
        xml.writeEndElement();
        newline(xml);
        for (CaseResult each : cases) {
            testcase(xml, each.rule(), each.id().substring(each.rule().length() + 1), each.time());
            switch (each.outcome()) {
                case PASSED -> {}
                case REFUSED -> skipped(xml, "not supported: " + each.detail());
                case EXPECTED -> skipped(xml, each.detail());
                case FAILED -> failure(xml, each.detail());
            }
            xml.writeEndElement();
            newline(xml);
        }
        xml.writeEndElement();
        newline(xml);
    }

    private void begin(XMLStreamWriter xml, String name, List<CaseResult> cases, int more) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", className(name));
        xml.writeAttribute(
                "timestamp",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        run.environment().startedAt().atOffset(ZoneOffset.UTC)));
        counts(xml, cases, more);
        newline(xml);
    }

    private static void counts(XMLStreamWriter xml, List<CaseResult> cases, int more) throws XMLStreamException {
        long failed = more;
        long skipped = 0;
        Duration time = Duration.ZERO;
        for (CaseResult each : cases) {
            switch (each.outcome()) {
                case PASSED -> {}
                case REFUSED, EXPECTED -> skipped++;
                case FAILED -> failed++;
            }
            time = time.plus(each.time());
        }
        xml.writeAttribute("tests", Integer.toString(cases.size() + more));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", Long.toString(skipped));
        xml.writeAttribute("time", seconds(time));
    }

    private void testcase(XMLStreamWriter xml, String rule, String name, Duration time) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", className(rule));
        xml.writeAttribute("name", clean(name));
        xml.writeAttribute("time", seconds(time));
    }

    /** The suite and backend as a package and the rule as a class: what servers group tests by. */
    private String className(String rule) {
        return ConformanceSuite.VERSION + "." + run.report().backend() + "." + rule;
    }

    private static void skipped(XMLStreamWriter xml, String why) throws XMLStreamException {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", clean(why));
    }

    private static void failure(XMLStreamWriter xml, String how) throws XMLStreamException {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", clean(how));
        xml.writeAttribute("type", "conformance");
        xml.writeCharacters(clean(how));
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", clean(value));
    }

    private static void newline(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    /** Characters that XML has no way to write, such as the zero byte, and halves of pairs. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(each -> writable(each) ? each : 0xFFFD).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean writable(int each) {
        return each == '\t'
                || each == '\n'
                || each == '\r'
                || (each >= 0x20 && each <= 0xD7FF)
                || (each >= 0xE000 && each <= 0xFFFD)
                || each >= 0x10000;
    }
}
