/** What a runtime tells about itself (metadata V14), and values decoded with it. No I/O. */
package io.threefold.rmb.tfchain.metadata;
