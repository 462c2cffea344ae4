/** The reports of a conformance run: JUnit XML, JSON and a page; and what every report of this suite is made of. */
@NullMarked
package dev.heed.conformance.report;

import org.jspecify.annotations.NullMarked;
