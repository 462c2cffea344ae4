/** Discovery as strangers meet it: providers in jars of their own, in JVMs of their own (rules SPI-4 to SPI-6). */
@NullMarked
package dev.heed.discovery;

import org.jspecify.annotations.NullMarked;
