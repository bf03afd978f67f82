/// The trees that tell bolts from what is none, written by `Scripts/train-bolts`.
enum BoltModels {}
