"""Where things in use lie: one walk of a tree, environments, `node_modules`, hosts and images."""
