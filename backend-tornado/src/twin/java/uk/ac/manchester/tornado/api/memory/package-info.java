/** Not TornadoVM: a twin of the part of this package that Heed uses, to compile and test against; see the module's README. */
@NullMarked
package uk.ac.manchester.tornado.api.memory;

import org.jspecify.annotations.NullMarked;
