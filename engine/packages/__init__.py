"""Packages 政策项目包: manifest, discovery, check, release."""
