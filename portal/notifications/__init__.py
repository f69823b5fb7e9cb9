"""Who is told of what happened: on every page, in letters, each as themselves and in their own language."""
