// Portable vector types and the operations that Swift lacks.
