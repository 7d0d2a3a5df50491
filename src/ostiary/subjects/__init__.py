"""Where things in use come from: specifications, archives, folders, resolved trees."""
