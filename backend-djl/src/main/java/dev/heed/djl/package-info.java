/**
 * The backend {@code djl}: attention and encoders as TorchScript, run by libtorch through the Deep Java Library. A whole
 * call, be it one attention or an encoder of any depth, is one native call.
 */
@NullMarked
package dev.heed.djl;

import org.jspecify.annotations.NullMarked;
