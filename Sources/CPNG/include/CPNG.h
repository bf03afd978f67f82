// Filled by the decoding work.
