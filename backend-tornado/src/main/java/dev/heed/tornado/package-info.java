/**
 * TornadoVM behind Heed's contracts. {@link dev.heed.tornado.TornadoBackendProvider} says whether it can run, and why not;
 * a plan is what TornadoVM compiles and keeps on the device, a run is what one call writes to it and reads back, and a class
 * whose only method takes a kernel's context is a kernel.
 */
@NullMarked
package dev.heed.tornado;

import org.jspecify.annotations.NullMarked;
