"""Python packaging: what do the manifests of wheels and source distributions declare?"""
